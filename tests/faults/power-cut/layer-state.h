/*
 * What the layer knows and writes down: notes, the test's switches, open files. Included by layer.c alone, which holds the
 * calls that are taken over.
 */
#ifndef LAYER_STATE_H
#define LAYER_STATE_H

/* One note: this head, then `length` bytes (data, a path, or two paths with a zero byte between). Read by journal.ts. */
enum { SEEN = 1, NEW, WRITE, TRUNCATE, SYNC, SYNC_FAILED, RENAME, UNLINK, LINK, MKDIR, RMDIR, SYNC_FOLDER, MARK };
struct note { uint32_t kind, file; uint64_t offset; uint32_t length; } __attribute__((packed));

/* Shared with the test, which may set a fault at any time: countdown and length first, `fault` last. See control.ts. */
enum { NONE = 0, DIE, DISK_FULL, SYNC_ERROR, SHORT_WRITE };
struct control { uint32_t fault, unused; int64_t countdown, length; uint64_t operations, writes, syncs, hits; };

/* What an operation is counted as. */
enum { NAMES, DATA, DURABILITY };

#define MOST_FDS 4096
static struct { uint32_t file; ino_t inode; bool append; char *folder; } fds[MOST_FDS];
static struct { dev_t device; ino_t inode; uint32_t file; } *files;
static uint32_t known_files, last_file;
static char watched[PATH_MAX];
static size_t watched_length;
static int journal = -1;
static volatile struct control *control;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
  static result (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t plain_writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, writev, int, const struct iovec *, int);
  return real_writev(fd, parts, count);
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("YC_LAYER_FOLDER"), *state = getenv("YC_LAYER_STATE");
  char path[PATH_MAX];
  if (!folder || !state) return;
  snprintf(path, sizeof path, "%s/control", state);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd >= 0) control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd < 0 || control == MAP_FAILED) { fprintf(stderr, "power-cut layer: no control file in %s\n", state); _exit(97); }
  close(fd);
  snprintf(path, sizeof path, "%s/journal", state);
  journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (journal < 0) { fprintf(stderr, "power-cut layer: no journal in %s\n", state); _exit(97); }
  /* Programs that this one starts are none of ours. */
  unsetenv("LD_PRELOAD");
  snprintf(watched, sizeof watched, "%s", folder);
  watched_length = strlen(watched);
}

static void note_parts(uint32_t kind, uint32_t file, uint64_t offset, const void *a, size_t a_length, const void *b, size_t b_length) {
  struct note head = { kind, file, offset, (uint32_t)(a_length + b_length) };
  struct iovec parts[] = { { &head, sizeof head }, { (void *)a, a_length }, { (void *)b, b_length } };
  int before = errno;
  if (plain_writev(journal, parts, 3) != (ssize_t)(sizeof head + a_length + b_length)) { fprintf(stderr, "power-cut layer: journal\n"); _exit(97); }
  errno = before;
}

static void note_path(uint32_t kind, uint32_t file, const char *path) { note_parts(kind, file, 0, path, strlen(path), NULL, 0); }

/* The path below the watched folder ("" for itself), or NULL. `buffer` has PATH_MAX bytes. */
static const char *below(int at, const char *path, char *buffer) {
  if (!watched_length || !path) return NULL;
  if (path[0] != '/') {
    char link[64] = "/proc/self/cwd";
    if (at != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) return NULL;
    snprintf(buffer + length, PATH_MAX - length, "/%s", path);
    path = buffer;
  }
  if (strncmp(path, watched, watched_length) != 0) return NULL;
  if (path[watched_length] == 0) return "";
  if (path[watched_length] != '/') return NULL;
  while (path[watched_length + 1] == '/') path++;
  return path + watched_length + 1;
}

/* Counts the operation and makes the fault that is due: dies, or says that the caller shall fail. */
static bool strike(int as) {
  control->operations++;
  if (as == DATA) control->writes++;
  if (as == DURABILITY) control->syncs++;
  uint32_t fault = control->fault;
  bool meant = fault == DIE || (as == DATA && (fault == DISK_FULL || fault == SHORT_WRITE)) || (as == DURABILITY && fault == SYNC_ERROR);
  if (!meant || --control->countdown > 0) return false;
  control->hits++;
  if (fault == DIE) { kill(getpid(), SIGKILL); for (;;) pause(); }
  if (-control->countdown + 1 >= control->length) control->fault = NONE;
  return true;
}

/* As above for a change of names: only death is meant for it. */
static void step(void) { (void)strike(NAMES); }

static uint32_t file_of(const struct stat *is, bool fresh, const char *path) {
  for (uint32_t i = 0; i < known_files; i++) {
    if (files[i].device != is->st_dev || files[i].inode != is->st_ino) continue;
    /* An inode number comes again when its file is gone: a fresh file is another file. */
    if (fresh) { files[i].file = ++last_file; note_path(NEW, last_file, path); }
    return files[i].file;
  }
  files = realloc(files, (known_files + 1) * sizeof *files);
  files[known_files].device = is->st_dev;
  files[known_files].inode = is->st_ino;
  files[known_files].file = ++last_file;
  known_files++;
  note_path(fresh ? NEW : SEEN, last_file, path);
  return last_file;
}

#endif
