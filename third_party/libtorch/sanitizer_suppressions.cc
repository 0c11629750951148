// What the sanitizers are to overlook in every program that links LibTorch. They call these functions by name where a
// program has them; a file named by an option would have to lie where each test looks for it.

// LibTorch and its OpenMP runtime are not built with ThreadSanitizer: it does not see their synchronisation.
extern "C" const char* __tsan_default_suppressions() {
  return "race:libtorch_cpu.so\n"
         "race:libc10.so\n"
         "race:libgomp.so\n"
         "called_from_lib:libtorch_cpu.so\n"
         "called_from_lib:libgomp.so.1\n"
         "deadlock:libgdal.so\n";
}

// LibTorch keeps registries and thread pools until the process ends.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libtorch_cpu.so\n"
         "leak:libc10.so\n"
         "leak:libgomp.so\n";
}
