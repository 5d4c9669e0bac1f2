"""What stands before a name, shortened by a point: "Gov.", "Sens.", "St.". Patterns."""

_WORDS = (
    "Adm Asst Atty Capt Cmdr Col Cpl Dep Det Dir Dr Gen Gov Hon Insp Lt Maj Mr Mrs Ms Messrs Prof Pvt Rep Rev Sen Sgt"
    " Supt"
).split()

TITLE = rf"(?:{'|'.join(_WORDS)})s?\."
"""Of a person, or of several: "Gens. Lee and Hill". No sentence ends with it."""
BEFORE_A_NAME = rf"(?:{TITLE}|(?:Ft|Mt|Pt|Ste?)\.)"
"""The same or of a place; a sentence may end with that of a street."""
