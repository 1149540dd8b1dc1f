"""The commands of `trichdan` about what is stored: put in, take out, look, keep safe."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from scripts.cli_options import FAILED, AsJson, Yes, load, print_json

app = typer.Typer()

Engine = Literal["local", "ray"]


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files and folders: .txt .md .html .pdf .docx .xlsx .jsonl .csv .json .rss .eml .zip"),
    ],
    prune: Annotated[bool, typer.Option(help="Also remove articles whose file is gone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    id_prefix: Annotated[str, typer.Option(help="Put before every id, such as 2024/.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Let files take over ids of other files.")] = False,
    source: Annotated[str | None, typer.Option(help="Source of articles that name none.")] = None,
    published: Annotated[str | None, typer.Option(help="Date of articles that have none: 2024-06-27, 2024-06.")] = None,
    engine: Annotated[Engine, typer.Option(help="Who reads and embeds: this process, or Ray's workers.")] = "local",
    workers: Annotated[int, typer.Option(min=1, help="Ray's workers that embed.")] = 2,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read articles, chunk and embed them, and make them searchable. Safe to repeat and to interrupt."""
    from ingest.pipeline import Ingestor
    from ingest.sources.files import read_paths
    from ingest.sources.metadata import Given
    from ingest.survey import Reading
    from scripts.ingest_view import IngestView

    ingestor = Ingestor(load())
    if engine == "ray":
        from ingest.ray_engine import RayReading

        reading: Reading = RayReading(ingestor.settings, ingestor.embedder.identity, workers)
    else:
        reading = read_paths
    view = IngestView(ingestor, reading, quiet=as_json)
    given = Given(id_prefix, source, published, replace)
    report = view.run(paths, given, prune=prune, anyway=yes, dry_run=dry_run)
    if report.kept and not dry_run and view.can_ask:
        view.ask_about_kept(report)
    if as_json:
        print_json(asdict(report))
    else:
        view.show(report, dry_run=dry_run)
    if report.failed:
        raise typer.Exit(FAILED)


@app.command()
def delete(ids: Annotated[list[str], typer.Argument(help="Ids, as `trichdan articles` lists them.")]) -> None:
    """Remove articles. Their files stay; the next ingest of a file brings its article back."""
    from ingest.pipeline import Ingestor
    from scripts.ingest_view import delete_all
    from trichdan.ids import composed

    missing = delete_all(Ingestor(load()), list(map(composed, ids)))
    if missing:
        raise typer.Exit(FAILED)


@app.command()
def rename(
    old: Annotated[str, typer.Argument(help="The id that an article has.")],
    new: Annotated[str, typer.Argument(help="The id that it gets.")],
) -> None:
    """Give an article another id. Nothing is embedded again."""
    from ingest.pipeline import Ingestor
    from scripts.ingest_view import file_that_brings_back
    from trichdan.ids import composed

    info = Ingestor(load()).rename(composed(old), new)
    typer.echo(f"{old} is now {new}.")
    if file_that_brings_back(info):
        typer.echo(f"Its file {info.origin} still gives {old}: rename it, or ingest it with --id-prefix.")


@app.command()
def articles(as_json: AsJson = False) -> None:
    """List the articles."""
    from scripts.status_view import list_articles, show_articles

    page = list_articles(load())
    if as_json:
        print_json(page.model_dump(mode="json"))
    else:
        show_articles(page)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what is stored: articles, passages, models, index fingerprint."""
    from scripts.status_view import read_status, show_status

    found = read_status(load())
    if as_json:
        print_json(found)
    else:
        show_status(found)


@app.command()
def feedback(
    cases: Annotated[Path | None, typer.Option(help="File (.yaml) for what readers settled, for `eval run`.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what readers said of answers, or write it as cases for `trichdan eval`."""
    from scripts.feedback_view import show_feedback, write_cases
    from service.feedback import FeedbackFile

    found = FeedbackFile(load().data).read()
    if cases:
        open_ones = write_cases(found, cases)
        typer.echo(f"{cases} is written; {open_ones} questions still need somebody to say what is right.", err=as_json)
    if as_json:
        print_json([one.model_dump(mode="json", exclude_defaults=True) for one in found])
    elif not cases:
        show_feedback(found)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write.")], yes: Yes = False) -> None:
    """Write everything that is stored into one file, also while a service runs."""
    from ingest.backup import back_up

    count = back_up(load(), file, overwrite=yes)
    typer.echo(f"{count} articles are safe in {file} ({file.stat().st_size / 1e6:.1f} MB).")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="File that `trichdan backup` wrote.")], yes: Yes = False) -> None:
    """Put a backup in the place of what is stored. Stop the service first."""
    from ingest.backup import restore as put_back

    count = put_back(load(), file, overwrite=yes)
    typer.echo(f"{count} articles are back from {file}, and can be searched.")


@app.command()
def repair(yes: Yes = False, as_json: AsJson = False) -> None:
    """Check all that is stored, mend what can be mended, and build the indexes anew. Stop the service first.

    Where the catalog is lost, --yes gives up its articles and begins anew.
    """
    from ingest.pipeline import Ingestor
    from ingest.repair import repair as mend
    from scripts.status_view import show_repair

    report = mend(Ingestor(load()), restart=yes)
    if as_json:
        print_json(asdict(report))
    else:
        show_repair(report)
    if report.damaged:
        raise typer.Exit(FAILED)
