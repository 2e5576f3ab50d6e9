#include "function/aggregate/builtin.h"
#include "function/datafusion/families.h"
#include "function/registry.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/families.h"
#include "function/scalar/further_families.h"
#include "function/scalar/json/json_function.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/text/builtin_text.h"
#include "function/spark/families.h"

namespace lakebolt {

void RegisterBuiltinFunctions(FunctionRegistry& registry) {
  RegisterArithmetic(registry);
  RegisterDivision(registry);
  RegisterDateArithmetic(registry);
  RegisterDatePartByName(registry);
  RegisterDateParts(registry);
  RegisterDateTrunc(registry);
  RegisterDateDiff(registry);
  RegisterDateMaking(registry);
  RegisterIntervalMaking(registry);
  RegisterDateBin(registry);
  RegisterDateNames(registry);
  RegisterDateNow(registry);
  RegisterDateFormat(registry);
  RegisterStrptime(registry);
  RegisterTimeBucket(registry);
  RegisterTimeZones(registry);
  RegisterMath(registry);
  RegisterRounding(registry);
  RegisterArrowTypes(registry);
  RegisterBits(registry);
  RegisterExtremes(registry);
  RegisterGeneral(registry);
  RegisterText(registry);
  RegisterTimeTz(registry);
  RegisterEnums(registry);
  RegisterBitStrings(registry);
  RegisterTypeFunctions(registry);
  RegisterLists(registry);
  RegisterListAggregates(registry);
  RegisterListDistance(registry);
  RegisterListJoin(registry);
  RegisterListLambdas(registry);
  RegisterListParts(registry);
  RegisterListRange(registry);
  RegisterListReduce(registry);
  RegisterListSearch(registry);
  RegisterListSlice(registry);
  RegisterListSort(registry);
  RegisterMapLambdas(registry);
  RegisterMaps(registry);
  RegisterStructs(registry);
  RegisterUnions(registry);
  RegisterFurtherFamilies(registry);
  RegisterJsonExtract(registry);
  RegisterJsonInspect(registry);
  RegisterJsonMake(registry);
  RegisterJsonMerge(registry);
  RegisterJsonEntries(registry);
  RegisterJsonModify(registry);
  RegisterJsonTransform(registry);
  RegisterJsonGroups(registry);
  RegisterVariant(registry);
  RegisterVariantGroups(registry);
  RegisterAggregates(registry);
  RegisterDataFusionFunctions(registry);
  RegisterSparkFunctions(registry);
}

}  // namespace lakebolt
