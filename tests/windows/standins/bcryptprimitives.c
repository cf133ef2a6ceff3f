/* bcryptprimitives.dll is part of Windows; Wine 8 has none. Modules written in Rust (calamine)
   take their random numbers from its one name. For tests under Wine only. */
__declspec(dllimport) unsigned char SystemFunction036(void *buffer, unsigned long length);
__declspec(dllexport) int ProcessPrng(unsigned char *buffer, unsigned long long length)
{
    while (length) {
        unsigned long piece = length > 65536 ? 65536 : (unsigned long)length;
        if (!SystemFunction036(buffer, piece)) return 0;
        buffer += piece;
        length -= piece;
    }
    return 1;
}
