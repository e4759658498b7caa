"""For GitHub Actions: an annotation per breaking finding. The job summary is the Markdown report."""

from __future__ import annotations

from generator.diff.diff import Diff
from generator.report.diff.words import operations_text, plain, title, verdict
from generator.report.github import annotation


def render(diff: Diff) -> str:
    """The annotations, or one notice with the verdict if nothing breaks."""
    if diff.checked is not None:
        lines = [
            annotation("error", f"{broken.name}: {plain(finding.message)}", title=finding.rule.id)
            for broken in diff.checked.broken
            for finding in broken.findings
        ]
    else:
        lines = [
            annotation(
                "error", f"{operations_text(finding)}: {plain(finding.message)}", title=finding.rule.id
            )
            for finding in diff.findings
            if finding.level == "breaking"
        ]
    return "".join(lines) or annotation("notice", plain(verdict(diff)), title=title(diff))
