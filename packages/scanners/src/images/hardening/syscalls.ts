/** System calls that go together. A family is in a profile or is not. */
interface Family {
  readonly id: string;
  /** In a profile only where the container has one of these. */
  readonly capabilities?: readonly string[];
  /** Functions of the C library without which nothing of the family is called. */
  readonly functions?: readonly string[];
  readonly names: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

/** What Docker's built-in profile lets through, in families; with the calls that came since by their names. */
export const FAMILIES: readonly Family[] = [
  {
    id: 'files',
    names:
      words(`access chdir chmod close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
      fadvise64_64 fallocate fchdir fchmod fchmodat fchmodat2 fcntl fcntl64 fdatasync flock fstat fstat64 fstatat64 fstatfs
      fstatfs64 fsync ftruncate ftruncate64 futimesat getcwd getdents getdents64 ioctl link linkat lseek _llseek lstat lstat64
      mkdir mkdirat mknod mknodat newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read
      readahead readlink readlinkat readv rename renameat renameat2 rmdir sendfile sendfile64 stat stat64 statfs statfs64 statx
      symlink symlinkat sync sync_file_range arm_sync_file_range syncfs truncate truncate64 umask unlink unlinkat utime
      utimensat utimensat_time64 utimes write writev cachestat statmount listmount`),
  },
  { id: 'owners', names: words('chown chown32 fchown fchown32 fchownat lchown lchown32') },
  {
    id: 'attributes',
    functions: words(
      'getxattr setxattr fgetxattr fsetxattr lgetxattr lsetxattr listxattr flistxattr llistxattr removexattr',
    ),
    names:
      words(`fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr
      lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat`),
  },
  {
    id: 'memory',
    names:
      words(`brk madvise map_shadow_stack membarrier memfd_create mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap
      mseal msync munlock munlockall munmap remap_file_pages`),
  },
  {
    id: 'protection-keys',
    functions: words('pkey_alloc pkey_mprotect'),
    names: words('pkey_alloc pkey_free pkey_mprotect'),
  },
  { id: 'secret-memory', functions: words('memfd_secret'), names: words('memfd_secret process_mrelease') },
  {
    id: 'processes',
    names: words(`arch_prctl capget capset execve execveat exit exit_group fork get_robust_list get_thread_area
      getcpu getpgid getpgrp getpid getppid getpriority getrlimit getrusage getsid gettid pidfd_open pidfd_send_signal
      prctl prlimit64 restart_syscall rseq sched_getaffinity sched_getattr sched_getparam sched_get_priority_max
      sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_yield
      set_robust_list set_thread_area set_tid_address setpgid setrlimit setsid sysinfo ugetrlimit uname vfork wait4 waitid
      waitpid getrandom seccomp landlock_add_rule landlock_create_ruleset landlock_restrict_self`),
  },
  {
    id: 'scheduling',
    functions: words(
      'nice setpriority sched_setaffinity sched_setparam sched_setscheduler pthread_setschedparam pthread_setaffinity_np pthread_attr_setaffinity_np ioprio_set',
    ),
    names: words(
      'ioprio_get ioprio_set sched_setaffinity sched_setattr sched_setparam sched_setscheduler setpriority nice',
    ),
  },
  {
    id: 'users',
    names:
      words(`getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getresgid getresgid32 getresuid
      getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 setregid
      setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setuid setuid32`),
  },
  {
    id: 'signals',
    names: words(`alarm getitimer kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
      rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo setitimer sigaltstack signalfd signalfd4
      sigprocmask sigreturn tgkill tkill`),
  },
  {
    id: 'time',
    names: words(`adjtimex clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
      clock_nanosleep clock_nanosleep_time64 gettimeofday nanosleep time timer_create timer_delete timer_getoverrun
      timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64
      timerfd_settime timerfd_settime64 times`),
  },
  {
    id: 'waiting',
    names:
      words(`epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
      eventfd2 futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake _newselect pipe pipe2 poll ppoll ppoll_time64
      pselect6 pselect6_time64 select`),
  },
  {
    id: 'sockets',
    names: words(`accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg
      recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair`),
  },
  {
    id: 'watching-files',
    functions: words('inotify_init inotify_init1'),
    names: words('inotify_add_watch inotify_init inotify_init1 inotify_rm_watch'),
  },
  { id: 'pipes', functions: words('splice tee vmsplice'), names: words('splice tee vmsplice') },
  {
    id: 'asynchronous-io',
    functions: words('io_setup io_submit io_queue_init'),
    names: words('io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit'),
  },
  {
    id: 'system-v-ipc',
    functions: words('shmget semget msgget'),
    names: words(
      'ipc msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget',
    ),
  },
  {
    id: 'message-queues',
    functions: words('mq_open'),
    names:
      words(`mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64
      mq_unlink`),
  },
  {
    id: 'tracing',
    functions: words('ptrace process_vm_readv process_vm_writev'),
    names: words('ptrace process_vm_readv process_vm_writev'),
  },
  { id: 'file-handles', functions: words('name_to_handle_at'), names: words('name_to_handle_at') },
  { id: 'chroot', capabilities: ['SYS_CHROOT'], names: words('chroot') },
  { id: 'modules', capabilities: ['SYS_MODULE'], names: words('delete_module finit_module init_module') },
  { id: 'accounting', capabilities: ['SYS_PACCT'], names: words('acct') },
  { id: 'foreign-memory', capabilities: ['SYS_PTRACE'], names: words('kcmp pidfd_getfd process_madvise') },
  { id: 'ports-of-devices', capabilities: ['SYS_RAWIO'], names: words('ioperm iopl') },
  { id: 'clock', capabilities: ['SYS_TIME'], names: words('clock_settime clock_settime64 settimeofday stime') },
  { id: 'terminals', capabilities: ['SYS_TTY_CONFIG'], names: words('vhangup') },
  {
    id: 'memory-policy',
    capabilities: ['SYS_NICE'],
    names: words('get_mempolicy mbind set_mempolicy set_mempolicy_home_node'),
  },
  { id: 'kernel-log', capabilities: ['SYSLOG'], names: words('syslog') },
  { id: 'restart', capabilities: ['SYS_BOOT'], names: words('reboot') },
  { id: 'any-file', capabilities: ['DAC_READ_SEARCH'], names: words('open_by_handle_at') },
  {
    id: 'administration',
    capabilities: ['SYS_ADMIN'],
    names:
      words(`bpf clone clone3 fanotify_init fanotify_mark fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr
      move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare`),
  },
];
