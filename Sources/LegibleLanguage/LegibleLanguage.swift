// LegibleLanguage
