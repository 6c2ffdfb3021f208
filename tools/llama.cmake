# Read by CMake right after llama.cpp's own project() line, before its options are (see llama_wheel.py).
# The Python binding forces the helper library "common" on and uses nothing of it: almost half of the compile steps.
set(LLAMA_BUILD_COMMON OFF)
# One file a library: a wheel has no links, so each of lib.so, lib.so.0 and lib.so.0.1.2 would be a full copy. It also
# keeps the names apart from the libggml*.so.0 that other packages may bring into the same process.
set(CMAKE_PLATFORM_NO_VERSIONED_SONAME ON)
# A virtual machine may announce the AMX tile registers and still refuse them: llama.cpp then dies of SIGSEGV at its
# first matrix (ldtilecfg), and there is no setting at run time to keep it off them.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    include(CheckCCompilerFlag)
    foreach(extension amx-tile amx-int8 amx-bf16)
        check_c_compiler_flag(-mno-${extension} knows_${extension})
        if(knows_${extension})
            add_compile_options(-mno-${extension})
        endif()
    endforeach()
endif()
