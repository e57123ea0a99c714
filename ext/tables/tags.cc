// cf_tags: the resources of an account by name, with the tags that were put on them.
//
//   SELECT type, name, tags ->> '$.team' AS team FROM cf_tags('023e105f4ecef8ad9ca31a8372d0c353');
//
// GET /accounts/{account_id}/tags/resources.
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& /*session*/) {
  std::vector<std::unique_ptr<Fetch>> lists;
  for (const auto& account : scan.accounts) {
    lists.push_back(cursor_paged_fetch(
        endpoint_request(spec, scan, account), account.value(),
        {.per_page = 100, .identifier = "id", .kinds = {"type"}, .is_lazy = scan.may_end_early}));
  }
  return lists;
}

}  // namespace

const TableSpec& tags_table() {
  static const TableSpec spec{
      .name = "cf_tags",
      .summary = "Resources by name, with their tags: Workers, buckets, databases, queues, zones",
      .question = "Which resources has an account, and which tags are on them?",
      .example = "SELECT type, name, tags FROM cf_tags;",
      .layout =
          {
              {"type",
               FieldType::text,
               {"type"},
               "kind of resource, such as `worker`, `d1_database` or `zone`"},
              {"id",
               FieldType::text,
               {"id"},
               "identifier of the resource, `resource_id` of cf_resource_usage where that is one"},
              {"name", FieldType::text, {"name"}, "what it is called"},
              {"tags", FieldType::json, {"tags"}, "object: the tags, each with its value"},
              {"zone_id", FieldType::text, {"zone_id"}, "zone that it belongs to; NULL for most"},
              {"worker_id",
               FieldType::text,
               {"worker_id"},
               "Worker that it belongs to; NULL for most"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .endpoint = "tags/resources",
      .comes_in_pages = true,
      .permission = "the permission to list tags (com.cloudflare.api.account.tag.list)",
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
