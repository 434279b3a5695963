"""What the chat page is made of: rendering, conversations, style, script and icon."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
"""Where style.css, script.js and favicon.svg lie, in a checkout and in an installed wheel alike."""
