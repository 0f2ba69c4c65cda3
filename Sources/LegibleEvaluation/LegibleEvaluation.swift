// LegibleEvaluation
