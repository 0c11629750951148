#include "language/tokenizer/commands/subcommand_list.h"

namespace moebench::language {
namespace {

constexpr char kCorpusInput[] =
    "files or folders with commas between: plain text, JSONL, WikiText (files, folder or zip) or OpenWebText";

Subcommand TrainSubcommand() {
  return {"train",
          "a tokenizer from text",
          {"--input=corpus.txt --vocab_size=32000 --model=bpe32k.model",
           "--input=documents.jsonl.gz --vocab_size=32000 --byte_fallback --model=bpe32k.model "
           "--sentencepiece_options=character_coverage=0.9995,split_digits=true",
           "--kind=byte_level --input=corpus.txt --vocab_size=16384 --model=bpe16k"},
          "--kind=sentencepiece trains with SentencePiece's own trainer, a line of the text being a sentence; lines of "
          "more than 4,192 bytes are left out, as spm_train does (max_sentence_length). It holds all lines in memory: "
          "for much text, --sentencepiece_options=input_sentence_size=1000000 samples some. --kind=byte_level trains "
          "GPT-2's kind and writes a folder with vocab.bpe and encoder.json. The same text and options give the same "
          "bytes, for any number of threads.",
          {{"input", kCorpusInput},
           {"model", "the .model file to write; with --kind=byte_level, the folder"},
           {"kind", ""},
           {"vocab_size", "ids in all: with the 256 bytes, control symbols and <|endoftext|>"},
           {"threads", ""},
           {"model_type", ""},
           {"normalizer", ""},
           {"byte_fallback", ""},
           {"seed", ""},
           {"user_defined_symbols", ""},
           {"sentencepiece_options", ""},
           {"min_frequency", ""},
           {"max_token_bytes", ""},
           {"end_of_text", ""},
           {"format", ""},
           {"text_field", ""},
           {"split", "wikitext: train, valid or test. Without it train, or the file that --input names"},
           {"wikitext_documents", ""},
           {"detokenize", ""}}};
}

Subcommand EncodeSubcommand() {
  return {"encode",
          "text to ids, a line of ids for a line of text",
          {"--tokenizer=gpt2 --input=text.txt --output=ids.txt",
           "--tokenizer=bpe32k.model --reference=library --input=text.txt --output=ids.txt"},
          "A line ends at \\n and nowhere else. An empty line gives an empty line, an empty file an empty file, and a "
          "last line without \\n is a line. Ids are separated by one blank, without any for begin or end of text.",
          {{"tokenizer", ""},
           {"input", "a text file; without it, or as -, standard input"},
           {"output", "a file, written when it is whole; without it, or as -, standard output"},
           {"threads", ""},
           {"data_dir", ""},
           {"reference", ""}}};
}

Subcommand DecodeSubcommand() {
  return {
      "decode",
      "ids to text, a line of text for a line of ids",
      {"--tokenizer=gpt2 --input=ids.txt --output=text.txt"},
      "The inverse of encode. Ids have one or more blanks between. Where the text of a line's ids holds a \\n itself "
      "it is written as it is, so that this line of ids becomes several lines of text; a notice counts them.",
      {{"tokenizer", ""},
       {"input", "a file of ids; without it, or as -, standard input"},
       {"output", "a file, written when it is whole; without it, or as -, standard output"},
       {"threads", ""},
       {"data_dir", ""}}};
}

Subcommand ShardSubcommand() {
  return {
      "shard",
      "documents to token shards, for training",
      {"--tokenizer=gpt2 --input=documents.jsonl.gz --validation_fraction=0.0005 --output=shards",
       "--tokenizer=bpe32k.model --input=wikitext-103-v1.zip --split=train --output=shards"},
      "Reads the input once, in constant memory, and writes uint16 ids, or uint32 for more than 65,535 of them. The "
      "files are the same for any number of threads. Stopped or killed, the same command goes on where it was; with "
      "other options or another input it refuses, unless --overwrite.",
      {{"input", kCorpusInput},
       {"tokenizer", ""},
       {"output", "the folder to write to, made where it is missing"},
       {"format", ""},
       {"text_field", ""},
       {"split", "wikitext: train, valid or test. Without it train, or the file that --input names"},
       {"wikitext_documents", ""},
       {"detokenize", ""},
       {"tokens_per_shard", ""},
       {"validation_fraction", ""},
       {"split_seed", ""},
       {"count_duplicates", ""},
       {"drop_duplicates", ""},
       {"drop_empty", ""},
       {"append_end_of_document", ""},
       {"threads", ""},
       {"overwrite", ""},
       {"data_dir", ""}}};
}

Subcommand ExportSubcommand() {
  return {"export",
          "tokens as nanoGPT's or llm.c's .bin file",
          {"--input=shards --split=train --layout=nanogpt --output=train.bin",
           "--input=train.bin --input_layout=nanogpt --tokenizer=gpt2 --layout=llmc --output=train_llmc.bin"},
          "Documents end as in the shards, with the tokenizer's id for it behind them; llm.c's own scripts put it "
          "before. A .bin has no word of its tokenizer: name the right one.",
          {{"input", "a folder of shards, one shard, or a .bin file"},
           {"output", "the .bin file to write"},
           {"layout", ""},
           {"split", "of a folder: train or valid. Without it train"},
           {"input_layout", ""},
           {"tokenizer", "shards made with another are refused; a .bin that is read needs it, for its vocabulary"},
           {"data_dir", ""},
           {"verify", ""}}};
}

Subcommand InfoSubcommand() {
  return {"info",
          "what a tokenizer, a folder of shards, a shard or a .bin file holds",
          {"--input=shards --verify", "--input=bpe32k.model"},
          "The contents of --input decide what it is, not its name.",
          {{"input", "gpt2, a .model, a folder with vocab.bpe and encoder.json; a folder of shards, a shard, a .bin"},
           {"tokenizer", "shards made with another are refused; a .bin needs it, for its vocabulary"},
           {"input_layout", ""},
           {"verify", ""},
           {"data_dir", ""}}};
}

}  // namespace

const SubcommandProgram& TokenizeSubcommands() {
  static const auto* const program = new SubcommandProgram{
      "tokenize",
      "//language:tokenize",
      "tokenize trains tokenizers, turns text into ids and back, and makes the token shards that training reads "
      "(docs/tokenizers.md).",
      "Exit codes: 0 done; 64 wrong usage; 65 data that cannot be found, read or made sense of; 70 internal, and what "
      "cannot be written; 130 and 143 stopped by SIGINT and SIGTERM; 141 standard output has no reader any more.",
      {TrainSubcommand(), EncodeSubcommand(), DecodeSubcommand(), ShardSubcommand(), ExportSubcommand(),
       InfoSubcommand()}};
  return *program;
}

}  // namespace moebench::language
