import Unroll
import UnrollNN

// What commands on arrays know of the architecture of a model: all of them take it from here.

extension Model {
  /// How many arrays the model reads.
  var inputCount: Int { architecture.inputs.count }
  /// How many arrays the model puts out.
  var outputCount: Int { architecture.outputNames.count }
}
