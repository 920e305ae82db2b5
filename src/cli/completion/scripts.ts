/** The completion script for each shell, for both names of the program. */
export const SCRIPTS = {
  bash: `_drover_complete() {
  local line word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o filenames; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word") ;;
      :open) compopt -o nospace ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _drover_complete run drover
`,
  zsh: `#compdef run drover
_drover_complete() {
  local line files open
  local -a candidates
  while IFS= read -r line; do
    case $line in
      :files) files=1 ;;
      :open) open=1 ;;
      *) candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <("\${words[1]}" __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ -n $open ]]; then _describe -V values candidates -S ''; else _describe -V values candidates; fi
  [[ -n $files ]] && _files
}
compdef _drover_complete run drover
if [[ $funcstack[1] == _run ]]; then _drover_complete "$@"; fi
`,
  fish: `function __drover_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] __complete fish $words[2..] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :open
            case '*'
                echo $line
        end
    end
end
complete -c run -f -a '(__drover_complete)'
complete -c drover -f -a '(__drover_complete)'
`,
}
