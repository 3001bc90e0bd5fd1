/*
 * A disk that forgets: a FUSE file system with one file, `image-N`, whose writes are kept apart until an fsync of the file.
 * At a power cut a random part of what was not yet synced reaches the image, torn at sectors of 512 bytes, the rest
 * is gone, and until it is switched on again every write and fsync fails. A loop device over the image makes a block device
 * of it: what the file system above flushes arrives here as an fsync. N counts the cuts: each time the image is another
 * file to the kernel, so that nothing it remembers of the old one, and no late write to it, gets into the new.
 *
 * It speaks the kernel's protocol itself (linux/fuse.h), so that nothing but a C compiler is needed.
 * Usage: dropping-disk DIRECTORY MEBIBYTES; commands on standard input, each answered by one line:
 *   cut SEED   the power goes; answers the number of writes that were not synced and of sectors lost
 *   on         the power is back
 *   lie        from now on fsync is answered and does nothing, as some disks do
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FIRST_NODE 2
#define SECTOR 512
#define MAX_WRITE (128 * 1024)

struct pending {
  uint64_t offset;
  uint32_t size;
  unsigned char *data;
};

static unsigned char *durable; /* what survives a cut */
static unsigned char *current; /* what a read sees */
static uint64_t image_bytes;
static struct pending *pending;
static size_t pending_count, pending_room;
static int is_off, is_lying;
static uint64_t image_node = FIRST_NODE;
static int device;
static uint64_t random_state;

static uint32_t next_random(void) {
  random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
  return (uint32_t)(random_state >> 33);
}

static void forget_pending(void) {
  for (size_t i = 0; i < pending_count; i++) free(pending[i].data);
  pending_count = 0;
}

static void sync_image(void) {
  for (size_t i = 0; i < pending_count; i++) memcpy(durable + pending[i].offset, pending[i].data, pending[i].size);
  forget_pending();
}

/* Of what was not synced: nothing, a beginning, or a random choice of writes or of sectors, whichever the chance says. */
static void cut_power(uint64_t seed) {
  random_state = seed * 2654435761ull + 12345;
  next_random();
  uint32_t kind = next_random() % 4;
  uint32_t keep = next_random() % 101;
  size_t beginning = pending_count ? next_random() % (pending_count + 1) : 0;
  uint64_t lost = 0;
  size_t count = pending_count;
  for (size_t i = 0; i < pending_count; i++) {
    int is_kept_whole = next_random() % 100 < keep;
    for (uint32_t at = 0; at < pending[i].size; at += SECTOR) {
      uint32_t size = pending[i].size - at < SECTOR ? pending[i].size - at : SECTOR;
      int is_kept = kind == 0 ? 0 : kind == 1 ? i < beginning : kind == 2 ? is_kept_whole : next_random() % 100 < keep;
      if (is_kept) memcpy(durable + pending[i].offset + at, pending[i].data + at, size);
      else lost++;
    }
  }
  forget_pending();
  memcpy(current, durable, image_bytes);
  is_off = 1;
  printf("cut %zu %llu\n", count, (unsigned long long)lost);
  fflush(stdout);
}

static void reply(uint64_t unique, int error, const void *body, size_t size) {
  struct fuse_out_header out = {.len = (uint32_t)(sizeof out + size), .error = -error, .unique = unique};
  struct iovec parts[2] = {{&out, sizeof out}, {(void *)body, size}};
  /* ENOENT: the request was interrupted and nobody waits any more. */
  if (writev(device, parts, size ? 2 : 1) < 0 && errno != ENOENT) perror("dropping-disk: reply");
}

static void fill_attributes(uint64_t node, struct fuse_attr *attributes) {
  memset(attributes, 0, sizeof *attributes);
  attributes->ino = node;
  attributes->mode = node >= FIRST_NODE ? S_IFREG | 0600 : S_IFDIR | 0700;
  attributes->nlink = 1;
  attributes->size = node >= FIRST_NODE ? image_bytes : 0;
  attributes->blocks = attributes->size / SECTOR;
  attributes->blksize = 4096;
}

static void handle(const struct fuse_in_header *in, const void *body) {
  switch (in->opcode) {
    case FUSE_INIT: {
      const struct fuse_init_in *asked = body;
      struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION};
      out.max_readahead = asked->max_readahead;
      out.max_write = MAX_WRITE;
      out.flags = asked->flags & FUSE_BIG_WRITES;
      out.max_background = 16;
      out.congestion_threshold = 12;
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_LOOKUP: {
      unsigned long long number;
      if (sscanf(body, "image-%llu", &number) != 1 || FIRST_NODE + number != image_node) {
        reply(in->unique, ENOENT, 0, 0);
        return;
      }
      struct fuse_entry_out out = {.nodeid = image_node, .entry_valid = 1000, .attr_valid = 1000};
      fill_attributes(image_node, &out.attr);
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_GETATTR:
    case FUSE_SETATTR: {
      struct fuse_attr_out out = {.attr_valid = 1000};
      fill_attributes(in->nodeid, &out.attr);
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_OPEN:
    case FUSE_OPENDIR: {
      struct fuse_open_out out = {.fh = 1};
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_READ: {
      const struct fuse_read_in *asked = body;
      uint64_t size = asked->offset >= image_bytes ? 0 : image_bytes - asked->offset;
      if (size > asked->size) size = asked->size;
      reply(in->unique, 0, current + asked->offset, size);
      return;
    }
    case FUSE_WRITE: {
      const struct fuse_write_in *asked = body;
      int is_gone = is_off || in->nodeid != image_node;
      if (is_gone || asked->offset + asked->size > image_bytes) {
        reply(in->unique, is_gone ? EIO : ENOSPC, 0, 0);
        return;
      }
      if (pending_count == pending_room) {
        pending_room = pending_room ? pending_room * 2 : 1024;
        pending = realloc(pending, pending_room * sizeof *pending);
      }
      struct pending *write = &pending[pending_count++];
      *write = (struct pending){asked->offset, asked->size, malloc(asked->size)};
      memcpy(write->data, asked + 1, asked->size);
      memcpy(current + asked->offset, asked + 1, asked->size);
      struct fuse_write_out out = {.size = asked->size};
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_FSYNC: {
      int is_gone = is_off || in->nodeid != image_node;
      if (!is_gone && !is_lying) sync_image();
      reply(in->unique, is_gone ? EIO : 0, 0, 0);
      return;
    }
    case FUSE_STATFS: {
      struct fuse_statfs_out out = {.st = {.bsize = 4096, .frsize = 4096, .blocks = image_bytes / 4096, .namelen = 255}};
      reply(in->unique, 0, &out, sizeof out);
      return;
    }
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
      return;
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_DESTROY:
      reply(in->unique, 0, 0, 0);
      return;
    default:
      reply(in->unique, ENOSYS, 0, 0);
  }
}

/* Returns 0 at the end of the input. */
static int obey(void) {
  static char line[256];
  if (!fgets(line, sizeof line, stdin)) return 0;
  unsigned long long seed;
  if (sscanf(line, "cut %llu", &seed) == 1) {
    cut_power(seed);
    return 1;
  }
  if (strcmp(line, "on\n") == 0) {
    is_off = 0;
    image_node++;
  }
  if (strcmp(line, "lie\n") == 0) is_lying = 1;
  printf("ok\n");
  fflush(stdout);
  return 1;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: dropping-disk DIRECTORY MEBIBYTES\n");
    return 2;
  }
  image_bytes = strtoull(arguments[2], 0, 10) * 1024 * 1024;
  durable = calloc(1, image_bytes);
  current = calloc(1, image_bytes);
  device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (!durable || !current || device < 0) {
    perror("dropping-disk: /dev/fuse");
    return 1;
  }
  char options[128];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,max_read=%d", device, MAX_WRITE);
  if (mount("dropping-disk", arguments[1], "fuse.dropping", MS_NOSUID | MS_NODEV, options) < 0) {
    perror("dropping-disk: mount");
    return 1;
  }
  setvbuf(stdin, 0, _IONBF, 0);
  printf("mounted\n");
  fflush(stdout);
  static unsigned char request[MAX_WRITE + 65536] __attribute__((aligned(8)));
  struct pollfd ends[2] = {{device, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    if (poll(ends, 2, -1) < 0) continue;
    if (ends[1].revents && !obey()) break;
    if (!ends[0].revents) continue;
    ssize_t size = read(device, request, sizeof request);
    if (size < 0 && errno == ENODEV) break;
    if (size < (ssize_t)sizeof(struct fuse_in_header)) continue;
    handle((const struct fuse_in_header *)request, request + sizeof(struct fuse_in_header));
  }
  umount2(arguments[1], MNT_DETACH);
  return 0;
}
