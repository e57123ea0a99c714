// cf_organizations: the organizations that the token may see. Their ids are what cf_focus_usage
// takes as organization_id.
//
//   SELECT id, name, parent_name FROM cf_organizations;
//
// GET /organizations.
#include "scan/paged_fetch.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& /*session*/) {
  ApiRequest request = request_of("the token's user", "/organizations");
  read_as_records(request, spec, scan);
  std::vector<std::unique_ptr<Fetch>> list;
  list.push_back(cursor_paged_fetch(
      std::move(request), "", {.per_page = 50, .identifier = "id", .is_lazy = scan.may_end_early},
      {.size = "page_size", .cursor = "page_token"}));
  return list;
}

}  // namespace

const TableSpec& organizations_table() {
  static const TableSpec spec{
      .name = "cf_organizations",
      .summary = "The organizations that the token may see",
      .question = "Which organizations does the token see?",
      .example = "SELECT id, name FROM cf_organizations;",
      .layout =
          {
              {"id", FieldType::text, {"id"}, "identifier, organization_id of cf_focus_usage"},
              {"name", FieldType::text, {"name"}, "name of the organization"},
              {"create_time", FieldType::text, {"create_time"}, "when it was made, a timestamp"},
              {"parent_id",
               FieldType::text,
               {"parent.id"},
               "organization that it is a part of; NULL for one that is a part of none"},
              {"parent_name", FieldType::text, {"parent.name"}, "name of that organization"},
              {"profile_business_name",
               FieldType::text,
               {"profile.business_name"},
               "name of the business; NULL where there is no profile, as with those that follow"},
              {"profile_business_address",
               FieldType::text,
               {"profile.business_address"},
               "its address"},
              {"profile_business_email",
               FieldType::text,
               {"profile.business_email"},
               "its e-mail address"},
              {"profile_business_phone",
               FieldType::text,
               {"profile.business_phone"},
               "its telephone number"},
              {"profile_external_metadata",
               FieldType::text,
               {"profile.external_metadata"},
               "what its owner keeps with it"},
              {"meta", FieldType::json, {"meta"}, "object: what it may do, and who manages it"},
          },
      .hidden = {raw_column()},
      .rows_per_request = 10,
      .comes_in_pages = true,
      .permission = "a permission for organizations, whose name is not documented",
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
