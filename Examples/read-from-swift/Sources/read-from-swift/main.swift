import Legible

let recognizer = try Recognizer(contentsOf: "models/small.safetensors")
let result = recognizer.recognize(try Image(contentsOf: "crop.png"))
print(result.text, result.confidence)
