// What glibc offers beyond the C standard to programs that care how much memory they hold.
#ifdef __linux__
#include <malloc.h>
#endif
