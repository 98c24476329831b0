import * as vscode from "vscode";
import { equal } from "./expect.ts";

describe("the workbench", () => {
  it("has one folder open", () => {
    equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
