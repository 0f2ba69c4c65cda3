// LegibleSynthesis
