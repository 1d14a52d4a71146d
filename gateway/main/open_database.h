// What a command that needs the database begins with.
#pragma once

#include <string>

#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/main/config.h"

namespace tollgate {

struct OpenDatabase {
  Config config;
  mysql::ConnectionOptions connection;
};

// Errors: of the configuration file, or of a database that is away or has another schema.
Result<OpenDatabase> open_database(const std::string& config_file);

}  // namespace tollgate
