"""Pictures and sound that come with an entry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """Addresses of the web, each empty where there is none; *seconds*: how long sound or film last, 0: unknown."""

    image: str = ""
    audio: str = ""
    video: str = ""
    seconds: int = 0

    @property
    def is_any(self) -> bool:
        """Whether there is anything to see or hear."""
        return bool(self.image or self.audio or self.video)


NO_MEDIA = Media()
