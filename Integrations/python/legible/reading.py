"""What comes out."""

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple


class ReadingError(Exception):
    """A crop that could not be read, in the words of `ocr`."""


@dataclass(frozen=True)
class Character:
    """A character of a text."""

    character: str
    """As the model writes it."""
    confidence: float
    """0...1."""
    box: Tuple[float, float, float, float]
    """x, y, width and height in pixels of the upright picture."""


@dataclass(frozen=True)
class Reading:
    """What a crop says, or why it could not be read."""

    text: str = ""
    """The text; empty for blank paper, and where there is an error."""
    confidence: float = 0.0
    """The probability that the whole text is right, 0...1."""
    characters: List[Character] = field(default_factory=list)
    """One for each character of the text."""
    error: Optional[str] = None
    """Why the crop could not be read: one sentence, with the way out."""
    details: Dict[str, Any] = field(default_factory=dict, repr=False)
    """The whole object that `ocr recognize --format jsonl` printed: candidates, alternatives, remarks, where they were asked for."""

    @classmethod
    def from_object(cls, details: Dict[str, Any]) -> "Reading":
        """From an object that `ocr recognize --format jsonl` prints."""
        if "error" in details:
            return cls(error=details["error"], details=details)
        characters = [
            Character(one["character"], one["confidence"], tuple(one["box"])) for one in details.get("characters", [])
        ]
        return cls(details["text"], details["confidence"], characters, None, details)
