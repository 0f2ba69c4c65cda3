// Legible
