/** Reads newline-delimited JSON that comes in pieces cut anywhere. */
export class LineReader<Line> {
  private rest = "";
  private readonly take: (line: Line) => void;

  constructor(take: (line: Line) => void) {
    this.take = take;
  }

  push(piece: string): void {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.read(line);
  }

  /** The last line may lack its newline. Whether it was whole is for the caller: a cut one throws. */
  end(): void {
    const last = this.rest;
    this.rest = "";
    this.read(last);
  }

  private read(line: string): void {
    if (line.trim() !== "") this.take(JSON.parse(line) as Line);
  }
}
