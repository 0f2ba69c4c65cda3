// What the parameters of this room are made of comes with its import.
@_exported import enum LegibleLanguage.TextEquality
