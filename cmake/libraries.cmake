# Every library that is not ours. docs/design/dependencies.md says why each is there.
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(Boost 1.81 REQUIRED)

pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavformat>=59 libavcodec>=59 libavutil>=57
                  libavdevice>=59 libswscale>=6)
# Core alone writes the text: the parts that serve or push it are not linked.
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
find_library(YUV_LIBRARY yuv REQUIRED)
find_path(YUV_INCLUDE libyuv.h REQUIRED)
add_library(libyuv INTERFACE)
target_link_libraries(libyuv INTERFACE ${YUV_LIBRARY})
target_include_directories(libyuv SYSTEM INTERFACE ${YUV_INCLUDE})

if(TRIGO_OPENVINO)
  # The Python wheel carries the C++ headers, libraries and CMake files; `./dev setup` installs it
  # into .dev/python.
  file(GLOB openvino_dirs
       ${PROJECT_SOURCE_DIR}/.dev/python/lib/python3*/site-packages/openvino/cmake)
  find_package(OpenVINO REQUIRED COMPONENTS Runtime PATHS ${openvino_dirs})
endif()

if(TRIGO_TESTS)
  find_package(GTest REQUIRED)
endif()
