# Writes a C++ file that holds the files in FOLDER, as they are and compressed, for pages.hpp.
function(add_array name file)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  # A line break now and then: some tools do not like lines of a megabyte.
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n"
         bytes "${bytes}")
  set(arrays "${arrays}constexpr unsigned char ${name}[] = {\n${bytes}0};\n\n" PARENT_SCOPE)
endfunction()

set(arrays "")
set(table "")
set(number 0)
set(compressed ${OUTPUT}.gz)
file(GLOB_RECURSE pages RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT pages)
foreach(page IN LISTS pages)
  add_array(page_${number} ${FOLDER}/${page})
  file(ARCHIVE_CREATE OUTPUT ${compressed} PATHS ${FOLDER}/${page} FORMAT raw COMPRESSION GZip
       COMPRESSION_LEVEL 9)
  add_array(gzip_${number} ${compressed})
  string(APPEND table "    {\"/${page}\", bytes_of(page_${number}), bytes_of(gzip_${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Written by embed_pages.cmake.
#include \"web/pages.hpp\"

namespace trigo {
namespace {

${arrays}template <std::size_t size>
std::string_view bytes_of(const unsigned char (&array)[size]) {
  return {reinterpret_cast<const char*>(array), size - 1};
}

}  // namespace

std::span<const Page> pages() {
  static const Page all[] = {
${table}  };
  return all;
}

}  // namespace trigo
")
