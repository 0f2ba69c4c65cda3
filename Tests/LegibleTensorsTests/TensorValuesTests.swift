import LegibleTensors
import TestSupport
import Testing

@Suite struct TensorValuesTests {
  @Test func aCopyHasMemoryOfItsOwn() {
    var numbers: [Float] = [1, -2, 3]
    let values = TensorValues(numbers)
    numbers[0] = 9
    #expect(values.array == [1, -2, 3] && values.count == 3)
    #expect(TensorValues<Int8>([]).array == [])
  }

  @Test func aParametersValuesLieInItAndKeepItsMemory() {
    weak var observed: FloatBuffer?
    var values: TensorValues<Float>?
    do {
      let parameter = Parameter(name: "w", shape: [2, 2], kind: .weight, fill: 3)
      parameter.value.base[1] = 5
      values = parameter.tensorValues
      observed = parameter.value
      #expect(values?.base == UnsafePointer(parameter.value.base))
    }
    #expect(observed != nil && values?.array == [3, 5, 3, 3])
    values = nil
    #expect(observed == nil)
  }
}
