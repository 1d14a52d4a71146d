#include "gateway/main/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace tollgate {

Status write_secret_file(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0)
    return Error{ErrorCode::conflict, fmt::format("{} cannot be created.", path),
                 "Name a file that does not exist yet, in a folder you may write to."};
  const auto written = ::write(file, text.data(), text.size());
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (written == static_cast<ssize_t>(text.size()) && synced) return ok_status();
  ::unlink(path.c_str());
  return Error{ErrorCode::unavailable, fmt::format("{} could not be written whole.", path),
               "Is the disk full?"};
}

Status replace_file(const std::string& path, std::string_view bytes) {
  const std::string part = path + ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out && std::rename(part.c_str(), path.c_str()) == 0) return ok_status();
  }
  std::remove(part.c_str());
  return Error{ErrorCode::unavailable, fmt::format("{} cannot be written.", path),
               "Is its folder one you may write to, and the disk not full?"};
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::not_found, fmt::format("{} cannot be read.", path), ""};
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace tollgate
