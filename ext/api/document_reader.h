// Reads an answer that comes as a whole into records, which are then kept in its place: whoever
// wants the same later reads nothing again.
#pragma once

#include <memory>

namespace cf_billing {

struct Answer;
struct DecodeOptions;
class RecordBlock;

class DocumentReader {
 public:
  DocumentReader() = default;
  virtual ~DocumentReader() = default;
  DocumentReader(const DocumentReader&) = delete;
  DocumentReader& operator=(const DocumentReader&) = delete;

  /// `answer`: a success with its document. Null: its records, with all that the connection holds,
  /// would take more memory than they may. Throws Error where it is not what was asked for.
  [[nodiscard]] virtual std::shared_ptr<const RecordBlock> read(
      const Answer& answer, const DecodeOptions& options) const = 0;
};

}  // namespace cf_billing
