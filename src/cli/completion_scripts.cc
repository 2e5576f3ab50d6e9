#include "cli/completion_scripts.h"

#include "cli/output_formats.h"

namespace lakebolt {

namespace {

std::string JoinedFormats() {
  std::string names;
  for (const std::string& name : FormatNames()) names += (names.empty() ? "" : " ") + name;
  return names;
}

/// Joins the names of the options whose value is of a kind, as a pattern of the shell's case.
std::string Pattern(const std::vector<OptionInfo>& options, OptionValue value) {
  std::string pattern;
  for (const OptionInfo& option : options) {
    if (option.value != value) continue;
    for (const std::string& name : {option.short_name, option.long_name}) {
      if (!name.empty()) pattern += (pattern.empty() ? "" : "|") + name;
    }
  }
  return pattern;
}

std::string BashScript(const std::vector<OptionInfo>& options) {
  std::string names;
  for (const OptionInfo& option : options) {
    for (const std::string& name : {option.short_name, option.long_name}) {
      if (!name.empty()) names += (names.empty() ? "" : " ") + name;
    }
  }
  return "# Completes lakebolt in bash: source <(lakebolt completions bash)\n"
         "_lakebolt() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  COMPREPLY=()\n"
         "  case $before in\n"
         "    " +
         Pattern(options, OptionValue::kFormat) + ") COMPREPLY=($(compgen -W '" + JoinedFormats() +
         "' -- \"$word\")); return ;;\n"
         "    " +
         Pattern(options, OptionValue::kFile) +
         ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
         "    " +
         Pattern(options, OptionValue::kOther) +
         ") return ;;\n"
         "    completions) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")); return ;;\n"
         "  esac\n"
         "  case $word in\n"
         "    -*) COMPREPLY=($(compgen -W '" +
         names +
         "' -- \"$word\")) ;;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _lakebolt lakebolt\n";
}

/// Returns text that may stand between single quotes and in brackets.
std::string ZshText(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      (out += '\\') += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string ZshScript(const std::vector<OptionInfo>& options) {
  std::string script =
      "#compdef lakebolt\n"
      "# Completes lakebolt in zsh: lakebolt completions zsh > \"${fpath[1]}/_lakebolt\"\n"
      "_arguments -s \\\n";
  for (const OptionInfo& option : options) {
    const std::string& first = option.short_name;
    const std::string names = first.empty() ? "'" + option.long_name
                                            : "'(" + first + " " + option.long_name + ")'{" +
                                                  first + "," + option.long_name + "}'";
    script += "  " + names + "[" + ZshText(option.help) + "]";
    switch (option.value) {
      case OptionValue::kNone: break;
      case OptionValue::kFile: script += ":file:_files"; break;
      case OptionValue::kFormat: script += ":format:(" + JoinedFormats() + ")"; break;
      case OptionValue::kOther: script += ":value:"; break;
    }
    script += "' \\\n";
  }
  return script + "  '1:SQL or file:_files' '2:shell:(bash zsh fish)'\n";
}

std::string FishScript(const std::vector<OptionInfo>& options) {
  std::string script =
      "# Completes lakebolt in fish: lakebolt completions fish | source\n"
      "complete -c lakebolt -n '__fish_seen_subcommand_from completions' -f -a 'bash zsh fish'\n";
  for (const OptionInfo& option : options) {
    script += "complete -c lakebolt";
    if (!option.short_name.empty()) script += " -s " + option.short_name.substr(1);
    script += " -l " + option.long_name.substr(2);
    std::string help;
    for (const char c : option.help) help += c == '\'' ? std::string("\\'") : std::string(1, c);
    script += " -d '" + help + "'";
    switch (option.value) {
      case OptionValue::kNone: break;
      case OptionValue::kFile: script += " -r -F"; break;
      case OptionValue::kFormat: script += " -x -a '" + JoinedFormats() + "'"; break;
      case OptionValue::kOther: script += " -x"; break;
    }
    script += "\n";
  }
  return script;
}

}  // namespace

std::string CompletionScript(const std::string& shell, const std::vector<OptionInfo>& options) {
  if (shell == "bash") return BashScript(options);
  if (shell == "zsh") return ZshScript(options);
  return FishScript(options);
}

}  // namespace lakebolt
