import { useExportAuditLogs, useGetAuditExport } from "@plinto/react/query";
import { type ReactNode, useEffect, useState } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice, Form } from "../parts/form.tsx";
import type { AuditFilter } from "./audit-log.tsx";

/** Exports what the filter leaves, as a file. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }): ReactNode {
  return (
    <DialogButton label="Export" title="Export the audit log">
      {(close) => <ExportForm filter={filter} onClose={close} />}
    </DialogButton>
  );
}

function ExportForm({ filter, onClose }: { readonly filter: AuditFilter; readonly onClose: () => void }): ReactNode {
  const begin = useExportAuditLogs();
  // A large one is made while one waits.
  const waitsFor = begin.data?.status === "pending" ? { exportId: begin.data.id } : null;
  const waiting = useGetAuditExport(waitsFor, { refetchInterval: 1_000 });
  const made = [begin.data, waiting.data].find((one) => one?.status === "completed");
  return (
    <>
      <Form onSubmit={(values) => begin.mutate({ ...filter, format: values("format") === "csv" ? "csv" : "json" })}>
        <Choice label="Format" name="format" options={{ csv: "CSV, for a spreadsheet", json: "JSON, one entry per line" }} />
        <Failure error={begin.error ?? waiting.error} />
        <button className="main" disabled={begin.isPending || waitsFor !== null}>
          Export
        </button>
      </Form>
      <div aria-live="polite">
        {waitsFor && !made && <p>The file is being made…</p>}
        {made && (
          <p>
            {made.rowCount === 1 ? "1 entry" : `${made.rowCount} entries`}: <Download {...made} onDone={onClose} />
          </p>
        )}
      </div>
    </>
  );
}

interface DownloadProps {
  readonly content: string | null;
  readonly downloadUrl: string | null;
  readonly format: string;
  readonly onDone: () => void;
}

function Download({ content, downloadUrl, format, onDone }: DownloadProps): ReactNode {
  const [href, setHref] = useState(downloadUrl ?? undefined);
  useEffect(() => {
    if (content === null) return undefined;
    const url = URL.createObjectURL(new Blob([content], { type: format === "csv" ? "text/csv" : "application/json" }));
    setHref(url);
    return () => URL.revokeObjectURL(url);
  }, [content, format]);
  return (
    <a href={href} download={`audit-log.${format}`} onClick={() => setTimeout(onDone)}>
      audit-log.{format}
    </a>
  );
}
