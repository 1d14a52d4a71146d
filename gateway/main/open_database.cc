#include "gateway/main/open_database.h"

#include "gateway/adapters/mysql/migrations.h"
#include "gateway/main/components.h"

namespace tollgate {

Result<OpenDatabase> open_database(const std::string& config_file) {
  auto config = load_config(config_file);
  if (!config.ok()) return config.error();
  auto options = connection_options(*config);
  if (!options.ok()) return options.error();
  auto schema = mysql::check_schema(*options);
  if (!schema.ok()) return schema.error();
  return OpenDatabase{std::move(*config), std::move(*options)};
}

}  // namespace tollgate
