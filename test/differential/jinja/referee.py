"""What ansible-core's own templating makes of rows: one JSON list in, one out."""

import json
import sys

from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.template import AnsibleEnvironment, Templar
from jinja2 import DictLoader
from jinja2.exceptions import TemplateSyntaxError, UndefinedError


def kind_of(error):
    seen = error
    while seen is not None:
        if isinstance(seen, (AnsibleUndefinedVariable, UndefinedError)):
            return "undefined"
        if isinstance(seen, TemplateSyntaxError):
            return "syntax"
        seen = getattr(seen, "orig_exc", None) or seen.__cause__ or seen.__context__
    # A method that Python's types do not have, and no key that the template asked for.
    if isinstance(error, AttributeError):
        return "other"
    text = str(error)
    if "template error while templating string" in text or "Invalid conditional detected" in text:
        return "syntax"
    if "is undefined" in text or "has no attribute" in text or "Mandatory variable" in text:
        return "undefined"
    return "other"


class Condition(Conditional):
    def __init__(self, loader, condition):
        super().__init__(loader=loader)
        self.when = [condition]


def outcome(loader, row, variables):
    # Some filters change what they are given.
    own = json.loads(json.dumps({**variables, **row.get("variables", {})}))
    templar = Templar(loader, variables=own)
    templar.environment.loader = DictLoader(row.get("files", {}))
    kind = row["kind"]
    if kind == "condition":
        return bool(Condition(loader, row["text"]).evaluate_conditional(templar, own))
    if kind == "value":
        return templar.template(row["text"])
    options = row.get("options", {})
    other = templar.copy_with_new_env(environment_class=AnsibleEnvironment, **options)
    return other.do_template(row["text"], preserve_trailing_newlines=True, escape_backslashes=False)


def answer(loader, row, variables):
    try:
        value = outcome(loader, row, variables)
        json.dumps(value)
        return {"value": value}
    except Exception as error:
        return {"error": kind_of(error)}


given = json.load(sys.stdin)
loader = DataLoader()
json.dump([answer(loader, row, given["variables"]) for row in given["rows"]], sys.stdout)
