/** Options for reading a template file and writing its text. */
export interface TemplateFormat {
  /** The line end of the template's own lines. Line ends within values are not changed. */
  readonly lineEnd?: string | undefined
  /** Options of Jinja by the names of Ansible's task type `template`: `trim_blocks`, `block_start_string` … */
  readonly jinja?: Readonly<Record<string, string | boolean>> | undefined
}
