"""Pure text work, shared by stories, digests and answers; knows no feed and no chat."""
