#pragma once

#include <vector>

#include "exec/join/join_table.h"

namespace lakebolt {

/// Remembers what is known of probe rows whose join is made with one block of build rows after the
/// other: which have found a match, and which have met a condition that was NULL. Joins that ask
/// for no more than pairs or for matches of build rows need none of this: see AreNeeded.
///
/// Each block is joined by another kind (see SpecOf), whose rows Note looks at; what hangs on all
/// blocks, such as rows without a match, comes from Rest after the last one.
class BlockMatches {
 public:
  /// `join` is the whole join, `rows` names its probe rows.
  BlockMatches(const JoinTable& join, const SpilledJoin::Pieces& rows, MemoryPool* memory);

  /// Tells whether the probe rows' matches matter beyond a block.
  static bool AreNeeded(const JoinTable& join);
  /// Returns the join to be made with each block. Where it pairs rows, probe chunks have one more
  /// column, the row's number in the chunk, and so has what it gives out.
  static JoinSpec SpecOf(JoinSpec spec);

  /// Makes a probe chunk ready for the next block; returns false where all its rows are decided.
  bool Prepare(size_t chunk, Chunk& input) const;
  /// Notes what a block's join gave for a chunk, and leaves in `out` what is for all to see.
  void Note(size_t chunk, Chunk& out);
  /// Takes the rows' numbers away from what a block's join gave, where there are any.
  void DropNumbers(Chunk& out) const;
  /// Returns what a chunk comes to besides that, after the last block.
  Chunk Rest(size_t chunk, const Chunk& input) const;

 private:
  /// Holds a bit a row, each chunk's from a word of its own on.
  using Bits = std::vector<uint64_t>;

  void NotePairs(size_t chunk, Chunk& out);
  void NoteMark(size_t chunk, const Chunk& out);
  Chunk WithMark(size_t chunk, const Chunk& input) const;
  bool Get(const Bits& bits, size_t chunk, uint32_t row) const {
    return GetBit(bits.data() + begins_[chunk], row);
  }
  void Set(Bits& bits, size_t chunk, uint32_t row) const {
    SetBit(bits.data() + begins_[chunk], row);
  }
  Selection Undecided(size_t chunk, uint32_t rows) const;

  const JoinTable& join_;
  Reservation memory_;
  std::vector<size_t> begins_;  // words, by chunk
  Bits matched_;
  Bits unknown_;  // for marks
};

}  // namespace lakebolt
