import LegibleModels

/// Gives a safetensors file the check sum that it should have: all changed files would end there otherwise.
func repairChecksum(_ bytes: inout [UInt8]) {
  guard let offset = bytes.withUnsafeBytes({ SafeTensorsChecksum.digitsOffset(in: $0) }) else { return }
  let digits = offset..<offset + 16
  bytes.replaceSubrange(digits, with: repeatElement(UInt8(ascii: "0"), count: digits.count))
  var checksum = SafeTensorsChecksum()
  bytes.withUnsafeBytes { checksum.update($0) }
  bytes.replaceSubrange(digits, with: SafeTensorsChecksum.digits(of: checksum.digest).utf8)
}
