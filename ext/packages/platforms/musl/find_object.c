// The function of glibc's that GCC's unwinder finds a function's description of its frames with, for musl, out of
// what musl has: dl_iterate_phdr(). glibc's manual describes it, in "Dynamic Linker Introspection".
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>

struct dl_find_object {
  unsigned long long flags;
  void* map_start;
  void* map_end;
  struct link_map* map;
  void* eh_frame;  // The segment PT_GNU_EH_FRAME.
  unsigned long long reserved[7];
};

struct search {
  uintptr_t address;
  struct dl_find_object* found;
};

static int look_in(struct dl_phdr_info* object, size_t size, void* context) {
  (void)size;
  const struct search* search = context;
  uintptr_t start = UINTPTR_MAX;
  uintptr_t end = 0;
  uintptr_t frames = 0;
  int is_inside = 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &object->dlpi_phdr[i];
    const uintptr_t at = object->dlpi_addr + part->p_vaddr;
    if (part->p_type == PT_GNU_EH_FRAME) frames = at;
    if (part->p_type != PT_LOAD) continue;
    if (at < start) start = at;
    if (at + part->p_memsz > end) end = at + part->p_memsz;
    if (search->address >= at && search->address < at + part->p_memsz) is_inside = 1;
  }
  if (!is_inside || frames == 0) return 0;
  search->found->flags = 0;
  search->found->map_start = (void*)start;
  search->found->map_end = (void*)end;
  search->found->map = 0;  // The unwinder does not look at it.
  search->found->eh_frame = (void*)frames;
  return 1;
}

int _dl_find_object(void* address, struct dl_find_object* found) {
  struct search search = {(uintptr_t)address, found};
  return dl_iterate_phdr(look_in, &search) == 1 ? 0 : -1;
}
