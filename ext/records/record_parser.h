// One record, from its tokens to cells and to the hash of its content. Every token is checked,
// wanted or not, so that what is no JSON does not pass for a good answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/field_tree.h"
#include "records/json_tokens.h"
#include "records/record_block.h"
#include "records/record_layout.h"

namespace cf_billing {

/// How far a text with tokens has been read.
struct TokenCursor {
  const char* text;
  const std::uint32_t* begins;
  std::size_t token = 0;
  std::size_t count;
  const char* escape = nullptr;  ///< the first backslash that was not passed; null: not looked for

  TokenCursor(const char* of, const JsonTokens& tokens)
      : text(of), begins(tokens.begins()), count(tokens.count()) {}
  [[nodiscard]] const char* at() const { return text + begins[token]; }
  [[nodiscard]] const char* end() const { return text + begins[count]; }
  /// The token without the white space behind it.
  [[nodiscard]] std::string_view spelled() const;
  /// Whether there is a backslash in a part of the text. Parts are asked about in their order.
  bool has_escape(std::string_view part);
};

class RecordParser {
 public:
  enum class Outcome : std::uint8_t {
    complete,
    incomplete,  ///< the tokens end before the record does
    not_json,
    out_of_range,  ///< a number whose nearest double is infinite
    too_deep,
  };

  RecordParser(const RecordLayout& layout, FieldMask wanted, FieldTree::Place place);

  /// From now on reads `wanted` alone, a part of what it read before.
  void narrow(FieldMask wanted);

  /// Adds the record that begins at the cursor, which is moved behind it. Behind the text there is
  /// a NUL. Nothing is added unless the outcome is `complete`.
  Outcome read(TokenCursor& cursor, RecordBlock& records);

 private:
  using Node = FieldTree::Node;

  /// What is known of the members of that name.
  struct Member {
    std::string quoted;          // The name with its quotes, as it was spelled.
    std::uint64_t seed = 0;      // Of the hash of its value: the name's.
    const Node* node = nullptr;  // Null: neither it nor a part of it is wanted.
    Member* next = nullptr;      // The one behind it, where it was seen last.
  };
  /// An object or array within the record.
  struct Nested {
    bool is_array;
    std::uint64_t content;
    std::uint64_t seed;  // Of the value in the object or array around it.
    const Node* node;
    const char* begin;
  };
  /// A value of a field that has several spellings.
  struct Spelling {
    enum class Kind : std::uint8_t { null, scalar, string, escaped, json } kind = Kind::null;
    std::string_view text;
  };

  Outcome read_members(TokenCursor& cursor, std::uint64_t& content);
  Outcome read_value(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                     std::uint64_t& hash);
  Outcome read_nested(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                      std::uint64_t& hash);
  Outcome read_string(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                      std::uint64_t& hash);
  Outcome read_scalar(TokenCursor& cursor, const Node* node, std::uint64_t seed,
                      std::uint64_t& hash);
  Outcome read_name(TokenCursor& cursor, std::string_view& name);
  Member* member_at(TokenCursor& cursor);
  Member* find_member(TokenCursor& cursor, std::string_view quoted);

  void clear(const Node& node);
  void store(const Node& node, Spelling value);
  void assign(std::size_t field, Spelling value);
  void assign_spellings();

  const RecordLayout& layout_;
  FieldTree::Place place_;
  FieldTree fields_;
  RecordBlock* records_ = nullptr;
  std::unordered_map<std::string_view, Member*> members_;  // By their quoted names.
  std::deque<Member> made_;
  Member rare_;
  Member* first_ = nullptr;
  Member** expected_ = &first_;
  std::vector<Nested> open_;
  std::vector<std::vector<Spelling>> spellings_;  // By field; empty for those with one only.
  std::vector<std::size_t> spelled_;              // The fields with several.
  std::string text_;                              // Of a string with escapes.
  std::string name_;                              // Likewise.
};

}  // namespace cf_billing
