/** A workbook that is written row by row: the sheets of chats while they come, those of messages after them. */
import type { LaterText } from './log-format.ts';
import { sheetRow } from './xlsx-cells.ts';
import { type SheetPart, sheetHead, sheetPart, sheetTail, workbookParts } from './xlsx-parts.ts';
import { ZipFile } from './zip-file.ts';

/** A sheet has one more, with the titles. */
export const LARGEST_SHEET_ROWS = 1_048_575;

interface BookOptions {
  readonly chatTitles: readonly string[];
  /** null for a workbook without messages. */
  readonly messageTitles: readonly string[] | null;
  readonly timeZone: string;
  readonly newLaterText: () => LaterText;
  readonly largestSheetRows?: number;
}

interface LaterSheet {
  readonly text: LaterText;
  rowCount: number;
}

export class XlsxBook implements AsyncDisposable {
  readonly #options: BookOptions;
  readonly #largestSheetRows: number;
  readonly #zip = new ZipFile();
  readonly #sheets: SheetPart[] = [];
  readonly #messageSheets: LaterSheet[] = [];
  #chatCount = 0;
  #messageCount = 0;
  #cutCells = 0;

  constructor(options: BookOptions) {
    this.#options = options;
    this.#largestSheetRows = options.largestSheetRows ?? LARGEST_SHEET_ROWS;
    this.#beginSheet('Chats', options.chatTitles);
  }

  /** `row` is one line of XML. */
  addChat(row: string, cutCells: number): void {
    const { chatTitles } = this.#options;
    if (this.#chatCount > 0 && this.#chatCount % this.#largestSheetRows === 0) {
      this.#zip.add(sheetTail(chatTitles.length, this.#largestSheetRows));
      this.#beginSheet(`Chats ${this.#sheets.length + 1}`, chatTitles);
    }
    this.#chatCount += 1;
    this.#cutCells += cutCells;
    this.#zip.add(row);
  }

  async addMessages(rows: readonly string[]): Promise<void> {
    for (let at = 0; at < rows.length; ) {
      const sheet = this.#messageSheet();
      const fitting = rows.slice(at, at + this.#largestSheetRows - sheet.rowCount);
      await sheet.text.add(fitting.join(''));
      sheet.rowCount += fitting.length;
      at += fitting.length;
    }
    this.#messageCount += rows.length;
  }

  /** Stops after each piece; then the file is complete. */
  async *finish(): AsyncGenerator<void> {
    const { chatTitles, messageTitles } = this.#options;
    const lastRows = this.#chatCount - (this.#sheets.length - 1) * this.#largestSheetRows;
    this.#zip.add(sheetTail(chatTitles.length, lastRows));
    if (messageTitles !== null) yield* this.#writeMessages(messageTitles);
    this.#beginSheet('About', ['What', 'Value']);
    for (const [name, value] of this.#facts()) {
      this.#zip.add(sheetRow([name, value].map((cell) => ({ kind: 'usual', value: cell }))).xml);
    }
    this.#zip.add(sheetTail(2, this.#facts().length));
    for (const [path, text] of workbookParts(this.#sheets)) {
      this.#zip.begin(path);
      this.#zip.add(text);
    }
    this.#zip.end();
  }

  /** What is ready to be sent. */
  take(): Uint8Array {
    return this.#zip.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { text } of this.#messageSheets) await text[Symbol.asyncDispose]();
  }

  async *#writeMessages(titles: readonly string[]): AsyncGenerator<void> {
    if (this.#messageSheets.length === 0) this.#messageSheet();
    for (const [at, { text, rowCount }] of this.#messageSheets.entries()) {
      this.#beginSheet(at === 0 ? 'Messages' : `Messages ${at + 1}`, titles);
      for await (const piece of text.read()) {
        this.#zip.add(piece);
        yield;
      }
      this.#zip.add(sheetTail(titles.length, rowCount));
    }
  }

  #messageSheet(): LaterSheet {
    const last = this.#messageSheets.at(-1);
    if (last !== undefined && last.rowCount < this.#largestSheetRows) return last;
    const sheet = { text: this.#options.newLaterText(), rowCount: 0 };
    this.#messageSheets.push(sheet);
    return sheet;
  }

  #beginSheet(name: string, titles: readonly string[]): void {
    const part = sheetPart(name, this.#sheets.length + 1);
    this.#sheets.push(part);
    this.#zip.begin(part.path);
    this.#zip.add(sheetHead(titles));
  }

  #facts(): readonly (readonly [name: string, value: string | number])[] {
    return [
      ['Chats', this.#chatCount],
      ['Messages', this.#messageCount],
      ['Time zone', this.#options.timeZone],
      ['Cells that were too long for Excel and are cut', this.#cutCells],
    ];
  }
}
