//! What a symptom says of a program, and no more than that.

use exercise::Symptom;

/// In a sentence; none where what came says it all.
pub fn of(symptom: Symptom) -> Option<&'static str> {
    Some(match symptom {
        Symptom::NoReadyLine => {
            "A server says `listening on` and the address that it bound, on a \
             line of its own on standard output, before it serves anybody. In \
             a pipe, a line may wait in a buffer until it is flushed."
        }
        Symptom::OtherAddress => {
            "It does not listen at the address in its first argument, or not \
             yet when it says so, or says another. With port 0 the system \
             picks a free port, and `local_addr()` tells which."
        }
        Symptom::Backlog => {
            "Clients that are not accepted yet wait in the listener's queue, \
             and the second argument of `listen` says how many: the backlog. \
             The task says how many come."
        }
        Symptom::Ended => {
            "It ended, and was still needed. What it said last may say why."
        }
        Symptom::Panicked => "It panicked: the message names the line.",
        Symptom::Nothing => {
            "It sleeps, in a call that waits for what does not come, or in a \
             pause of its own."
        }
        Symptom::Spinning => {
            "It runs all the time, and nothing comes: a loop that does not \
             end, or one that takes too long."
        }
        Symptom::HeldBack => {
            "The right bytes came as soon as the other side had ended, and \
             not before: they were held back, in a buffer without a flush or \
             by a read to the end."
        }
        Symptom::WaitsForLine => {
            "The right bytes came as soon as a newline had been sent: the \
             program waits for the end of a line, and there was none."
        }
        Symptom::Printed => {
            "It printed what it should have sent over the connection."
        }
        Symptom::OtherStream => {
            "The right words stand on the wrong stream: results belong on \
             standard output, complaints on standard error."
        }
        Symptom::Closed => "It ended the connection, and more was to come.",
        Symptom::StaysOpen => "It should have closed here, and did not.",
        Symptom::Unread => "It has stopped reading.",
        Symptom::TakesOn => {
            "It reads on, though nothing that it sends is read, and keeps it \
             all somewhere."
        }
        Symptom::Unasked => "It answered what asks for no answer.",
        Symptom::Reversed => {
            "Where they differ, these are the right bytes backwards."
        }
        Symptom::OutOfOrder => "All of it is right but its order.",
        Symptom::AsText => {
            "Bytes have been taken for text: those that are no UTF-8 have \
             changed on the way."
        }
        Symptom::Crlf => "A carriage return stands before a newline.",
        Symptom::LineEnd => "Only the end of the line is not as it must be.",
        Symptom::Short => "A beginning came, and what follows it did not.",
        Symptom::Lost => {
            "A part of it is missing, and what follows that part came."
        }
        Symptom::More => "It is all there, and something else with it.",
        Symptom::Preceded => "It is all there, behind something else.",
        Symptom::Case => "Small letters and capitals are not the same.",
        Symptom::Clock => "All of it is right but the time.",
        Symptom::LeftBehind => {
            "What it began for a client is still there when the client is gone."
        }
        Symptom::Strays => "It went where nobody had sent it.",
        Symptom::Repeated => "It did again what it had done already.",
        Symptom::Refused => "It refused what it should answer.",
        Symptom::Accepted => "It took what it should refuse.",
        Symptom::Reset => {
            "All of it came. Then the connection was cut off by a reset (RST) \
             instead of ending with the stream (FIN)."
        }
        Symptom::Early => "It did not wait as long as it should.",
        Symptom::Late => "It waited longer than it should.",
        Symptom::Memory => {
            "It holds what it need not hold, and a stranger decides how much."
        }
        Symptom::Busy => {
            "It uses a processor while there is nothing to do: it asks again \
             and again instead of waiting."
        }
        Symptom::Status
        | Symptom::Complaint
        | Symptom::Unreachable
        | Symptom::Other => return None,
    })
}
