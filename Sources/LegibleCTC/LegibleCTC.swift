// LegibleCTC
