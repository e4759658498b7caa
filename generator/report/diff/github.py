"""For GitHub Actions: an annotation per breaking finding. The job summary is the Markdown report."""

from __future__ import annotations

from generator.diff.diff import Diff
from generator.escape.github import Commands, annotation, commands
from generator.report.diff.words import operations_text, plain, title, verdict


def render(diff: Diff) -> Commands:
    """The annotations, or one notice with the verdict if nothing breaks."""
    if diff.checked is not None:
        found = [(broken.name, finding) for broken in diff.checked.broken for finding in broken.findings]
    else:
        breaking = [finding for finding in diff.findings if finding.level == "breaking"]
        found = [(operations_text(finding), finding) for finding in breaking]
    if not found:
        return annotation("notice", plain(verdict(diff)), title=title(diff))
    return commands(
        annotation("error", f"{where}: {plain(finding.message)}", title=finding.rule.id)
        for where, finding in found
    )
