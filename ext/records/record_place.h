// Where in an answer its records lie, and what has to be there.
#pragma once

#include <string_view>

namespace cf_billing {

/// Another kind of value than the one stated is an error, not a row of NULLs, and so are an object
/// on the way without the member that leads on, and an object without any member of the layout:
/// whatever it is, it is not what is documented. `null` stands for no record.
struct RecordPlace {
  enum class Kind {
    object,       ///< one record: the object at `path`
    list,         ///< the elements of the array at `path`
    member_list,  ///< those of an array that is a member of an object: fields whose path starts
                  ///< with `^` are members beside it, and without any element they make one record
  };
  Kind kind = Kind::list;
  /// Names of members from the envelope's root, with dots between: "result", "result.invoices".
  std::string_view path = "result";
};

}  // namespace cf_billing
