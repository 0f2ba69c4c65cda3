// LegibleTraining
