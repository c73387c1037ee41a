// Shows the topics that are followed: by how many, how current each is, and what the server holds for it.
import type { ReactElement } from "react";
import { type Slot, slotKey } from "../../client/wire.ts";
import { toWirePrecision } from "../../client/wirePrecision.ts";
import type { Look } from "../look.ts";
import { duration, marketName, shortId } from "../names.ts";
import { type TopicRow, topicRows } from "../topicRows.ts";
import { Id } from "./Id.tsx";

export function TopicsTab({ look }: { readonly look: Look }): ReactElement {
  const rows = topicRows(look);
  return (
    <div className="columns wide-first">
      <section aria-label="Topics">
        <h3>Followed</h3>
        {rows.length === 0 ? (
          <p className="muted">Nothing: no hook on the page asks for anything.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">topic</th>
                <th scope="col">of</th>
                <th scope="col" className="number">
                  holders
                </th>
                <th scope="col">status</th>
                <th scope="col" className="number">
                  age
                </th>
                <th scope="col">holds</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Topic key={row.key} row={row} at={look.at} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-label="Slots on the server">
        <h3>On the server</h3>
        {look.slots.length === 0 ? (
          <p className="muted">Nothing is subscribed.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">slot</th>
                <th scope="col">of</th>
                <th scope="col">precision</th>
              </tr>
            </thead>
            <tbody>
              {look.slots.map((slot) => (
                <SlotRow key={slotKey(slot)} slot={slot} look={look} />
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

function Topic({ row, at }: { row: TopicRow; at: number }): ReactElement {
  return (
    <>
      <tr>
        <th scope="row">{row.channel}</th>
        <td>
          <Id id={row.id} name={row.name} /> <span className="muted">{row.detail}</span>
        </td>
        <td className="number">
          {row.holders > 0 ? row.holders : <span className="muted">{row.isHeld ? "lingers" : "seed"}</span>}
        </td>
        <td>
          <span className="tag" data-status={row.status}>
            {row.status}
          </span>
        </td>
        <td className="number">{row.updatedAt === undefined ? "–" : duration(at - row.updatedAt)}</td>
        <td>{row.holds}</td>
      </tr>
      {row.error !== undefined && (
        <tr className="because">
          <td />
          <td colSpan={5} className="bad text">
            {shortId(row.error)}
          </td>
        </tr>
      )}
    </>
  );
}

function SlotRow({ slot, look: { state } }: { slot: Slot; look: Look }): ReactElement {
  return (
    <tr>
      <th scope="row">{slot.channel}</th>
      <td>
        {"market" in slot ? (
          <Id id={slot.market} name={marketName(slot.market, state)} />
        ) : (
          slot.identities.map((identity) => {
            const id = "ContractId" in identity ? identity.ContractId : identity.Address;
            return <Id key={id} id={id} />;
          })
        )}
      </td>
      <td>
        {"precision" in slot && (
          <>
            {slot.precision} <span className="muted">"{toWirePrecision(slot.precision)}"</span>
          </>
        )}
        {"frequency" in slot && `, every ${slot.frequency}`}
      </td>
    </tr>
  );
}
