// The simulation program's memory: operator new and delete that keep what was freed, by size, for
// the same thread. A world makes and drops some ten thousand small blocks a payment, coroutine
// frames of a kilobyte or two among them, and the general allocator was a fifth of all time.
//
// Only in the program that plays many seeds, never in the gateway nor in a build with a sanitizer,
// which has to see every block. Blocks are never given back: a world's memory serves the next one.
#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

// Before each block, so that a delete without a size knows it, and 16 to keep the alignment.
struct alignas(std::max_align_t) Header {
  std::size_t shelf;
};
// A free block: its header stands, and the next free one of its size follows it.
struct Free {
  Header header;
  Free* next;
};

constexpr std::size_t kGrain = 32;  // bytes by which the sizes of two shelves differ
constexpr std::size_t kShelves = 257;
constexpr std::size_t kUnshelved = 0;  // larger than the last shelf: malloc's
constexpr std::size_t kSlab = std::size_t{1} << 20;

struct Warehouse {
  std::array<Free*, kShelves> shelves;
  std::byte* rest;  // of the last slab
  std::size_t rest_size;
};
constinit thread_local Warehouse warehouse{};

void* new_block(std::size_t whole) {
  void* const made = std::malloc(whole);
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

void* make_large(std::size_t size) {
  auto* const header = static_cast<Header*>(new_block(sizeof(Header) + size));
  header->shelf = kUnshelved;
  return header + 1;
}

void* cut_from_slab(std::size_t shelf) {
  const std::size_t whole = sizeof(Header) + shelf * kGrain;
  if (warehouse.rest_size < whole) {
    warehouse.rest = static_cast<std::byte*>(new_block(kSlab));
    warehouse.rest_size = kSlab;
  }
  auto* const header = new (warehouse.rest) Header{shelf};
  warehouse.rest += whole;
  warehouse.rest_size -= whole;
  return header + 1;
}

}  // namespace

void* operator new(std::size_t size) {
  const std::size_t shelf = size == 0 ? 1 : (size + kGrain - 1) / kGrain;
  if (shelf >= kShelves) return make_large(size);
  Free* const first = warehouse.shelves[shelf];
  if (first == nullptr) return cut_from_slab(shelf);
  warehouse.shelves[shelf] = first->next;
  return &first->header + 1;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  Header* const header = static_cast<Header*>(block) - 1;
  const std::size_t shelf = header->shelf;
  if (shelf == kUnshelved) return std::free(header);
  auto* const freed = reinterpret_cast<Free*>(header);
  freed->next = warehouse.shelves[shelf];
  warehouse.shelves[shelf] = freed;
}

void operator delete(void* block, std::size_t) noexcept { ::operator delete(block); }
