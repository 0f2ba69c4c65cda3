/// Fonts that the project's set-up installs.
let dejaVu = "/usr/share/fonts/truetype/dejavu"
