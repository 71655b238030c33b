// Rows with columns: a table on a desk, a card for each row on a phone. The roles are spelled out because some browsers
// forget that a table is one when it is laid out as something else.

/** @import { ComponentChildren } from "preact" */

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: Row) => ComponentChildren} cell
 * @property {"head" | "number" | "end" | "wide"} [look]  `head`: names the row; `end`: what can be done with it
 */

/**
 * @template Row
 * @param {{label: string, columns: Column<Row>[], rows: Row[], keyOf: (row: Row) => string}} props
 */
export function Table({ label, columns, rows, keyOf }) {
  return (
    <table class="grid" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, look }) => (
            <th key={title} role="columnheader" scope="col" data-look={look}>
              {look === "end" ? <span class="sr-only">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ title, cell, look }) => {
              const content = cell(row);
              if (look === "head") {
                return (
                  <th key={title} role="rowheader" scope="row" data-look={look}>
                    {content}
                  </th>
                );
              }
              return (
                <td key={title} role="cell" data-look={look} data-empty={content == null || content === "" || undefined}>
                  {look !== "end" && (
                    <span class="grid-title" aria-hidden="true">
                      {title}
                    </span>
                  )}
                  {content}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
