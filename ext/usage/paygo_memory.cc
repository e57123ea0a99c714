#include "usage/paygo_memory.h"

#include <utility>

namespace cf_billing {

PaygoMemory::PaygoMemory(Session& session, std::string account)
    : session_(session), account_(std::move(account)), learned_(session.clock().boot_now()) {
  const PaygoKnowledge& known = this->known();
  // That nothing was found is no knowledge.
  knows_cycles_ = known.cycles_learned && !known.starts.empty() &&
                  is_believed(*known.cycles_learned, kCyclesLifetime);
  if (!knows_cycles_) return;
  learned_ = *known.cycles_learned;
  starts_ = known.starts;
  lives_ = known.lives;
  seen_ = known.seen;
}

std::optional<PaygoGeneration> PaygoMemory::generation() const {
  const PaygoKnowledge& known = this->known();
  return is_believed(known.generation_learned, kGenerationLifetime) ? known.generation
                                                                    : std::nullopt;
}

void PaygoMemory::remember(PaygoGeneration answered) {
  if (generation() == answered) return;
  known().generation = answered;
  known().generation_learned = session_.clock().boot_now();
}

void PaygoMemory::remember(const std::set<Day>& starts, const DaySet& seen) {
  PaygoKnowledge& known = this->known();
  known.cycles_learned = learned_;
  known.lives = lives_;
  known.starts = starts;
  known.seen = seen;
}

}  // namespace cf_billing
