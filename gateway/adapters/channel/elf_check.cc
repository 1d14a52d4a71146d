#include "gateway/adapters/channel/elf_check.h"

#include <elf.h>
#include <unistd.h>

#include <cstring>
#include <vector>

namespace tollgate::channel {
namespace {

constexpr std::size_t kProgramHeadersMax = 256;

bool read_exactly(int file_descriptor, void* into, std::size_t size, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(file_descriptor, static_cast<char*>(into) + done, size - done,
                                  static_cast<off_t>(offset + done));
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

// [offset, offset + length) lies inside the file; written so that nothing can overflow.
bool inside(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
  return offset <= size && length <= size - offset;
}

bool is_shared_library(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
         header.e_machine == EM_X86_64 && header.e_type == ET_DYN;
}

}  // namespace

std::optional<std::string> elf_fault(int file_descriptor, std::uint64_t size) {
  Elf64_Ehdr header{};
  if (size < sizeof header || !read_exactly(file_descriptor, &header, sizeof header, 0) ||
      !is_shared_library(header))
    return "is not a shared library for x86-64 Linux (ELF64)";

  const std::string truncated = "is cut short: its headers point behind its end";
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
      header.e_phnum > kProgramHeadersMax)
    return "has no usable program headers";
  // The section table is the last thing a linker writes: when it is whole, so is the file.
  const std::uint64_t section_table = std::uint64_t{header.e_shnum} * header.e_shentsize;
  if (!inside(header.e_shoff, section_table, size)) return truncated;

  std::vector<Elf64_Phdr> segments(header.e_phnum);
  const std::size_t segment_table = segments.size() * sizeof(Elf64_Phdr);
  if (!inside(header.e_phoff, segment_table, size) ||
      !read_exactly(file_descriptor, segments.data(), segment_table, header.e_phoff))
    return truncated;
  for (const Elf64_Phdr& segment : segments)
    if (segment.p_type != PT_NULL && segment.p_filesz > 0 &&
        !inside(segment.p_offset, segment.p_filesz, size))
      return truncated;
  return std::nullopt;
}

}  // namespace tollgate::channel
