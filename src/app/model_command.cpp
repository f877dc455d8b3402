#include <fmt/format.h>

#include "app/commands.hpp"
#include "detect/load.hpp"
#include "detect/model_catalog.hpp"
#include "detect/model_store.hpp"

namespace trigo {

int model_list_command() {
  const auto store = ModelStore::usual();
  if (!store) return report(store.error());
  for (const CatalogModel& model : ModelCatalog::built_in().models()) {
    const auto file = store->find(model);
    fmt::print("{:<12} {:<18} {:>5.1f} MB  {:<12} {}\n", model.name, model.task,
               static_cast<double>(model.size_bytes) / 1e6, model.licence,
               file ? file->string() : "not here; trigo model fetch " + model.name);
  }
  return exit_ok;
}

int model_fetch_command(const std::string& name) {
  const auto model = ModelCatalog::built_in().find(name);
  if (!model) return report(model.error());
  const auto store = ModelStore::usual();
  if (!store) return report(store.error());
  const auto tell = [](const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  const auto file = store->fetch(*model, FetchTools::usual(), tell);
  return file ? exit_ok : report(file.error());
}

int model_check_command(const std::string& model) {
  const auto lines = check_model(model);
  if (!lines) return report(lines.error());
  for (const std::string& line : *lines) fmt::print("{}\n", line);
  return exit_ok;
}

}  // namespace trigo
