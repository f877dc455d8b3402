# Writes a C++ file that holds the files in FOLDER, for pages.hpp.
set(arrays "")
set(table "")
set(number 0)
file(GLOB_RECURSE pages RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT pages)
foreach(page IN LISTS pages)
  file(READ ${FOLDER}/${page} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  # A line break now and then: some tools do not like lines of a megabyte.
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n"
         bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char page_${number}[] = {\n${bytes}0};\n\n")
  string(APPEND table "    page(\"/${page}\", page_${number}, sizeof page_${number} - 1),\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Written by embed_pages.cmake.
#include \"web/pages.hpp\"

namespace trigo {
namespace {

${arrays}Page page(std::string_view path, const unsigned char* bytes, std::size_t size) {
  return {path, {reinterpret_cast<const char*>(bytes), size}};
}

}  // namespace

std::span<const Page> pages() {
  static const Page all[] = {
${table}  };
  return all;
}

}  // namespace trigo
")
